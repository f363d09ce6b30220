package timep

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// epoch is 1900 in Unix time. RFC 868: "the time 2,208,988,800 corresponds to 00:00 1 Jan 1970 GMT".
const epoch = -2_208_988_800

// ErrStamp is an answer that is not four bytes long.
var ErrStamp = errors.New("not a time of four bytes")

// Append appends the seconds since 1900 to dst, highest byte first. They come round every 2^32 s, for
// the first time on 7 February 2036 at 06:28:16 UTC.
func Append(dst []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint32(dst, uint32(t.Unix()-epoch))
}

// Parse is the time nearest to near that stamp stands for, in UTC.
func Parse(stamp []byte, near time.Time) (time.Time, error) {
	if len(stamp) != 4 {
		return time.Time{}, fmt.Errorf("%w but of %d", ErrStamp, len(stamp))
	}
	ahead := int32(binary.BigEndian.Uint32(stamp) - uint32(near.Unix()-epoch))
	return time.Unix(near.Unix()+int64(ahead), 0).UTC(), nil
}
