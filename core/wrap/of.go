package wrap

// own is what w can do of its own, or nil.
func own(w any) any {
	if o, ok := w.(interface{ Own() any }); ok {
		return o.Own()
	}
	return nil
}

// Of is the wrapper that one of this package's functions was given and made x of: its own type, with what no
// optional interface shows. It is nil if x is none of theirs.
func Of(x any) (wrapper any) {
	if c, ok := x.(interface{ wrapper() any }); ok {
		return c.wrapper()
	}
	return nil
}
