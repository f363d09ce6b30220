module ravel/examples/ssh

go 1.26.0

require (
	golang.org/x/crypto v0.53.0
	ravel v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace ravel => ../..
