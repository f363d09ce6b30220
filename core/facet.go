package core

// TransportFacet finds what t can do beyond a Transport: t as an F, what t's Own() any returns, or what t wraps, if
// t has Unwrap() Transport. A wrapper that changes the meaning of a facet has it itself, and is found first.
func TransportFacet[F any](t Transport) (F, bool) {
	for t != nil {
		if f, ok := facetOf[F](t); ok {
			return f, true
		}
		w, ok := t.(interface{ Unwrap() Transport })
		if !ok {
			break
		}
		t = w.Unwrap()
	}
	var none F
	return none, false
}

// ProtocolFacet is TransportFacet for what a Protocol may also wish to be told.
func ProtocolFacet[F any](p Protocol) (F, bool) {
	for p != nil {
		if f, ok := facetOf[F](p); ok {
			return f, true
		}
		w, ok := p.(interface{ Unwrap() Protocol })
		if !ok {
			break
		}
		p = w.Unwrap()
	}
	var none F
	return none, false
}

// facetOf is x as an F, or what x has of its own.
func facetOf[F any](x any) (f F, ok bool) {
	if f, ok = x.(F); ok {
		return f, true
	}
	if o, has := x.(interface{ Own() any }); has {
		f, ok = o.Own().(F)
	}
	return f, ok
}
