package fabric

import (
	"math/bits"
	"time"
)

// A Latency is a distribution of delays. The zero value is none. Min comes always; what is chosen comes
// on top, from 0 (the plainest choice) upwards.
type Latency struct {
	// Min is the least delay.
	Min time.Duration
	// Spread is the width of a uniform distribution above Min.
	Spread time.Duration
	// Mean is the mean of an exponential distribution above Min; its tail is cut at 16 times the mean.
	Mean time.Duration
}

// Fixed is always d.
func Fixed(d time.Duration) Latency { return Latency{Min: d} }

// Uniform is between lo and hi.
func Uniform(lo, hi time.Duration) Latency { return Latency{Min: lo, Spread: hi - lo} }

// Exponential is mean on average, mostly less and sometimes much more.
func Exponential(mean time.Duration) Latency { return Latency{Mean: mean} }

// draw chooses a delay.
func (f *Fabric) draw(l *Latency, s *Site) int64 {
	d := int64(l.Min)
	if l.Spread > 0 {
		d += int64(f.below(s, uint64(l.Spread)+1))
	}
	if l.Mean > 0 {
		d += exponential(f.below(s, 1<<exponentBits), int64(l.Mean))
	}
	return d
}

// exponentBits is the resolution of the exponential distribution: the longest delay is
// ln(2^exponentBits) times the mean.
const exponentBits = 23

// exponential is -mean*ln(1 - u/2^exponentBits) in integer arithmetic.
func exponential(u uint64, mean int64) int64 {
	x := uint64(1)<<exponentBits - u // 1 … 2^exponentBits
	// -ln(x/2^bits) = (bits - log2(x)) * ln 2, in units of 2^-32.
	log := uint64(exponentBits)<<32 - log2(x)
	const ln2 = 2977044472 // ln 2 * 2^32
	hi, lo := bits.Mul64(log, ln2)
	ln := hi<<32 | lo>>32
	hi, lo = bits.Mul64(ln, uint64(mean))
	return int64(hi<<32 | lo>>32)
}

// logBits is the resolution of the table of logarithms.
const logBits = 10

// logs[i] is log2(1 + i/2^logBits) in units of 2^-32.
var logs = func() (t [1<<logBits + 1]uint64) {
	for i := range t {
		t[i] = slowLog2(1<<logBits+uint64(i)) - logBits<<32
	}
	return t
}()

// log2 is the binary logarithm of x > 0 in units of 2^-32, from the table: exact to about 20 bits.
func log2(x uint64) uint64 {
	whole := bits.Len64(x) - 1
	m := x << (63 - whole) << 1 // the mantissa less 1, in units of 2^-64
	i := m >> (64 - logBits)
	between := m << logBits >> 32 // from logs[i] to logs[i+1], in units of 2^-32
	return uint64(whole)<<32 + logs[i] + (logs[i+1]-logs[i])*between>>32
}

// slowLog2 is log2 bit by bit: each squaring of the mantissa gives one more.
func slowLog2(x uint64) uint64 {
	whole := bits.Len64(x) - 1
	m := x << (63 - whole) // the mantissa, 1 <= m < 2 in units of 2^-63
	log := uint64(whole) << 32
	for bit := uint64(1) << 31; bit > 0; bit >>= 1 {
		hi, lo := bits.Mul64(m, m) // in units of 2^-126
		if hi>>63 != 0 {
			log |= bit
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return log
}
