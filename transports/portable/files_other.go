//go:build !(darwin || freebsd || linux)

package portable

// files is empty: here sockets have none.
type files struct{}

func (*files) close() {}
