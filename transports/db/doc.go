// Package db brings database/sql to a reactor (Twisted: adbapi).
//
//	store := db.New(r, pool) // pool is a *sql.DB
//	store.Query("SELECT name FROM users WHERE age > ?", 30).AddCallback(…)
//	moved := db.Interaction(store, func(ctx context.Context, tx *sql.Tx) (int, error) { … })
//
// What blocks is done on the reactor's thread pool, and what comes of it is a Deferred. How many
// connections there are, and for how long, is the *sql.DB's to say; how many questions are asked at once,
// and how many wait, the thread pool's.
//
//	db.go           DB: Query, Operation, Close
//	interaction.go  Interaction: a transaction that ends with its function; WithConn: one connection
//	error.go        Error, ErrGone: what failed, and whether the database is to blame
//
// It works on the fake, too: a job there is done at once, at a moment of virtual time, so a database in the
// same process, such as SQLite in memory, is as deterministic as everything else.
package db
