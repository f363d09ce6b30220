package policies

import "ravel/core"

// A Middleware puts something around a factory, and so around each of its protocols.
type Middleware func(f core.Factory) core.Factory

// Chain is f inside all of around. The first is the innermost: it stands next to f.
func Chain(f core.Factory, around ...Middleware) core.Factory {
	for _, m := range around {
		f = m(f)
	}
	return f
}
