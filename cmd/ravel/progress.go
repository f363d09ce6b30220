package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	barWidth = 30
	// barEvery is how often the bar is drawn anew at most.
	barEvery = 100 * time.Millisecond
)

// A progress is a bar on a terminal; on anything else it draws nothing.
type progress struct {
	w     io.Writer // nil: not a terminal
	total int
	drawn time.Time // zero: there is no bar
}

// newProgress is a bar on w, if that is a terminal.
func newProgress(w io.Writer, total int) *progress {
	p := &progress{total: total}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" {
			p.w = w
		}
	}
	return p
}

// at draws done of the total, and how many of them failed.
func (p *progress) at(done, failed int) {
	if p.w == nil || time.Since(p.drawn) < barEvery && done < p.total {
		return
	}
	p.drawn = time.Now()
	full := barWidth * done / p.total
	fmt.Fprintf(p.w, "\r[%s%s] %d/%d", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, p.total)
	if failed > 0 {
		fmt.Fprintf(p.w, ", %d failed", failed)
	}
}

// clear takes the bar away, so that what is printed next begins a line.
func (p *progress) clear() {
	if !p.drawn.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = time.Time{}
	}
}
