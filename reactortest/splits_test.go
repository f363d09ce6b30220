package reactortest

import (
	"slices"
	"testing"
)

func TestOverSplitsNamesTheSplitThatFails(t *testing.T) {
	var said []string
	tried := 0
	func() {
		defer func() {
			if v := recover(); v != "expectation" {
				t.Errorf("recovered %v, want the body's own failure", v)
			}
		}()
		overSplits("abc", func(feed Feed) {
			feed(func(p []byte) {
				if string(p) == "c" {
					panic("expectation")
				}
			})
			tried++
		}, func(split, why string) { said = append(said, split+": "+why) }, func(string) {})
	}()
	if want := []string{`"ab" | "c": did not return`}; !slices.Equal(said, want) || tried != 2 {
		t.Errorf("after %d splits it said %q, want %q", tried, said, want)
	}
}

func TestOverSplitsFailsABodyThatNeverFeeds(t *testing.T) {
	var said []string
	overSplits("a", func(Feed) {}, func(string, string) {}, func(message string) { said = append(said, message) })
	if want := []string{"the body never called its feed"}; !slices.Equal(said, want) {
		t.Errorf("it said %q, want %q", said, want)
	}
}
