// Command sqlite is a bank on a SQLite database: one line asks, one line answers.
//
//	go run . bank.db        then, elsewhere: nc 127.0.0.1 8007
//
//	open NAME SUM           a new account
//	move FROM TO SUM        from one account to another, as a whole or not at all
//	sum NAME                what is on it
//
//	bank.go        the accounts: operations, a query, and an interaction that must not be done by half
//	teller.go      the protocol
//	main.go        the server
//	bank_test.go   the bank on a real SQLite, in simulation and on real threads; gone_test.go: without its file
//
// It is a module of its own, so that a database driver is not what everybody inherits who imports ravel.
package main
