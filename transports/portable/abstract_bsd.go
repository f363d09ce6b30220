//go:build darwin || freebsd

package portable

// abstractNames are Linux's alone: here "@name" would be a file.
const abstractNames = false
