package intprefix

import "ravel/protocols/framing"

// Codec is f for [framing.Strings], [framing.StringClient] and [framing.StringEchoFactory].
func (f Format) Codec() framing.NewStringCodec {
	return func() framing.StringCodec { return f }
}
