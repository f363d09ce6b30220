//go:build amd64 || arm64

package core

// goroutine is the address of what the runtime keeps of the goroutine that calls. It is compared, never
// followed.
func goroutine() uintptr
