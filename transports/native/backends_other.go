//go:build !linux

package native

func backends() []backend { return []backend{portableBackend()} }
