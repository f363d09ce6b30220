module ravel/examples/nettest

go 1.26.0

require (
	golang.org/x/net v0.56.0
	ravel v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace ravel => ../..
