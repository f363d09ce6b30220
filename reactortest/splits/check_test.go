package splits

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A spy is a testing.TB that writes down what it is told.
type spy struct {
	testing.TB
	said   []string
	failed bool
}

func (s *spy) Helper()      {}
func (s *spy) Failed() bool { return s.failed }
func (s *spy) Errorf(f string, a ...any) {
	s.failed = true
	s.said = append(s.said, fmt.Sprintf(f, a...))
}
func (s *spy) Fatalf(f string, a ...any) { s.Errorf(f, a...) }
func (s *spy) Logf(f string, a ...any)   { s.said = append(s.said, fmt.Sprintf(f, a...)) }

// words decodes words that end in a blank; wrong keeps the slice that it was lent.
func words(feed Feed, wrong bool) (got []string) {
	var partial []byte
	feed(func(p []byte) {
		if wrong && len(partial) == 0 {
			partial = p
		} else {
			partial = append(partial, p...)
		}
		for {
			word, rest, ok := strings.Cut(string(partial), " ")
			if !ok {
				return
			}
			got, partial = append(got, word), []byte(rest)
		}
	})
	return got
}

func TestCheckPassesWhatIsRight(t *testing.T) {
	bodies := 0
	Check(t, "ab c def ", func(t testing.TB, feed Feed) {
		bodies++
		if got := words(feed, false); !slices.Equal(got, []string{"ab", "c", "def"}) {
			t.Errorf("got %q", got)
		}
	})
	if bodies != 256 {
		t.Errorf("%d bodies ran, want every split", bodies)
	}
}

func TestCheckNamesTheFirstSplitThatFails(t *testing.T) {
	s := &spy{}
	Check(s, "ab c ", func(t testing.TB, feed Feed) {
		if got := words(feed, true); !slices.Equal(got, []string{"ab", "c"}) {
			t.Errorf("got %q", got)
		}
	})
	if want := []string{`"a" | "b c ": got ["\xdbb" "c"]`}; !slices.Equal(s.said, want) {
		t.Errorf("it said %q, want the poisoned loan at the simplest split: %q", s.said, want)
	}
}

func TestCheckNamesTheSplitInEveryMessage(t *testing.T) {
	for _, say := range []func(t testing.TB){
		func(t testing.TB) { t.Error("x", 1) }, func(t testing.TB) { t.Errorf("x%d", 1) },
		func(t testing.TB) { t.Fatal("x", 1) }, func(t testing.TB) { t.Fatalf("x%d", 1) },
		func(t testing.TB) { t.Log("x", 1) }, func(t testing.TB) { t.Logf("x%d", 1) },
	} {
		s := &spy{}
		Check(s, "a", func(t testing.TB, feed Feed) { feed(func([]byte) {}); say(t) })
		if !slices.Equal(s.said, []string{"whole: x1"}) {
			t.Errorf("it said %q", s.said)
		}
	}
}

func TestCheckFailsABodyThatNeverFeedsOrNeverReturns(t *testing.T) {
	s := &spy{}
	Check(s, "a", func(testing.TB, Feed) {})
	if !slices.Equal(s.said, []string{"whole: the body never called its feed"}) {
		t.Errorf("it said %q", s.said)
	}

	s = &spy{}
	func() {
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("recovered %v, want the body's panic", v)
			}
		}()
		Check(s, "a", func(testing.TB, Feed) { panic("broken") })
	}()
	if !slices.Equal(s.said, []string{"whole: did not return"}) {
		t.Errorf("it said %q", s.said)
	}
}

func TestFeedLendsWithoutRoomAndNeverNothing(t *testing.T) {
	Split(nil).Feed("")(func([]byte) { t.Error("nothing was handed over") })
	var kept []byte
	feed := Split{1}.Feed("abc")
	for range 2 {
		var got string
		feed(func(p []byte) {
			got += string(p)
			kept = p
			if cap(p) != len(p) {
				t.Errorf("a piece of %d bytes has room for %d", len(p), cap(p))
			}
		})
		if got != "abc" || string(kept) != "\xDB\xDB" {
			t.Errorf("fed %q, kept %q", got, kept)
		}
	}
}

func ExampleAll() {
	for s := range All(3) {
		fmt.Println(s.Show("abc"))
	}
	// Output:
	// whole
	// "a" | "bc"
	// "ab" | "c"
	// byte by byte
}
