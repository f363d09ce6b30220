package fabric

import "testing"

func TestDigestSeesEveryByteAndBoundary(t *testing.T) {
	of := func(parts ...string) digest {
		d := digest(fnvOffset)
		for _, p := range parts {
			d.bytes([]byte(p))
		}
		return d
	}
	seen := map[digest]string{}
	for _, parts := range [][]string{
		{""}, {"", ""}, {"a"}, {"b"}, {"a\x00"}, {"\x00a"}, {"12345678"}, {"12345679"}, {"22345678"},
		{"1234", "5678"}, {"123456781"}, {"12345678", "1"}, {"1234567812345678"},
	} {
		d := of(parts...)
		if other, ok := seen[d]; ok {
			t.Errorf("%q and %s have the same digest", parts, other)
		}
		seen[d] = parts[0]
	}
}
