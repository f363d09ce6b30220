// Package names is the machine behind core.Names, and the resolvers that ask the system.
//
//	names.go    Names: what is answered without asking, the limit of time, what a shutdown cancels
//	hosts.go    ParseHosts: the hosts file
//	system.go   System and Hosts: what the operating system knows, asked on the thread pool
//
// Resolvers that need no system are in core: a static table, a failing one, a slow one, several in turn.
package names
