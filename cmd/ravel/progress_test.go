package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestABarGrowsAndGoes(t *testing.T) {
	var screen bytes.Buffer
	p := &progress{w: &screen, total: 10}
	p.at(1, 0)
	p.at(2, 0) // too soon after the last one
	p.clear()
	p.clear() // there is none
	p.at(5, 0)
	p.drawn = p.drawn.Add(-barEvery - time.Second)
	p.at(9, 2)
	p.at(10, 2) // the last one is always drawn
	p.clear()
	want := "\r[###...........................] 1/10" +
		"\r\x1b[K" +
		"\r[###############...............] 5/10" +
		"\r[###########################...] 9/10, 2 failed" +
		"\r[##############################] 10/10, 2 failed" +
		"\r\x1b[K"
	if screen.String() != want {
		t.Errorf("drew\n%q\nwant\n%q", screen.String(), want)
	}
}

func TestAFileHasNoBar(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := newProgress(f, 1)
	p.at(1, 0)
	p.clear()
	if info, err := f.Stat(); err != nil || info.Size() > 0 {
		t.Errorf("%v bytes were written, %v", info.Size(), err)
	}
}
