package wrap

// Of is the wrapper that one of this package's functions was given and made x of: its own type, with what no
// optional interface shows. It is nil if x is none of theirs.
func Of(x any) (wrapper any) {
	if c, ok := x.(interface{ wrapper() any }); ok {
		return c.wrapper()
	}
	return nil
}
