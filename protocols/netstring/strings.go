package netstring

import "ravel/protocols/framing"

// Codec makes Decoders that receive strings of up to maxLength bytes, 99999 if that is 0: for [framing.Strings],
// [framing.StringClient] and [framing.StringEchoFactory].
func Codec(maxLength int) framing.NewStringCodec {
	return func() framing.StringCodec { return &Decoder{MaxLength: maxLength} }
}
