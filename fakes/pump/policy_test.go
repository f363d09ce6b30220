package pump

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ravel/core"
)

func TestPolicies(t *testing.T) {
	for name, want := range map[string][]string{
		"as written":   {"ab", "c", "def"},
		"together":     {"abcdef"},
		"byte by byte": {"a", "b", "c", "d", "e", "f"},
	} {
		policy := map[string]Policy{"as written": AsWritten, "together": Together, "byte by byte": ByteByByte}[name]
		s, c, _ := pair()
		var got []string
		s.onMade = func(t core.Transport) { t.WriteSequence([][]byte{[]byte("ab"), []byte("c"), []byte("def")}) }
		c.onData = func(p string) { got = append(got, p) }
		Connect(s, c, Config{Policy: policy}).Flush()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestEveryIsEveryFragmentation(t *testing.T) {
	seen := make(map[string]bool)
	runs := Every(func(f *Fragmentation) {
		s, c, _ := pair()
		var got []string
		c.onMade = func(t core.Transport) { fmt.Fprint(t, "abcd") }
		s.onData = func(p string) { got = append(got, p) }
		Connect(s, c, Config{Policy: f.Next}).Flush()
		seen[strings.Join(got, "|")] = true
	})
	if runs != 8 || len(seen) != 8 || !seen["abcd"] || !seen["a|b|c|d"] || !seen["ab|cd"] {
		t.Errorf("%d runs saw %v, want the 8 splits of 4 bytes", runs, seen)
	}
}

func TestEveryOfAConversation(t *testing.T) {
	runs := Every(func(f *Fragmentation) {
		s, c, _ := pair()
		c.onMade = func(t core.Transport) { fmt.Fprint(t, "abc") }
		s.onData = func(p string) { fmt.Fprint(s.Transport, strings.ToUpper(p)) }
		Connect(watch(t, s), watch(t, c), Config{Policy: f.Next}).Flush()
		if got := c.got.String(); got != "ABC" {
			t.Errorf("with the pieces %v: got %q", f, got)
		}
	})
	if runs < 8 {
		t.Errorf("%d runs are too few for both directions", runs)
	}
}

func TestEveryNamesItsPieces(t *testing.T) {
	var names []string
	Every(func(f *Fragmentation) {
		for left := 3; left > 0; {
			left -= f.Next([]int{1, left - 1})
		}
		names = append(names, f.String())
	})
	if want := []string{"3/3", "2/3 1/1", "1/3 2/2", "1/3 1/2 1/1"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

func TestEveryIsBoundedAndWantsTheSameConversation(t *testing.T) {
	for want, body := range map[string]func(f *Fragmentation){
		"everyMax": func(f *Fragmentation) {
			for left := 20; left > 0; {
				left -= f.Next([]int{left})
			}
		},
		"not the same every time": func() func(f *Fragmentation) {
			n := 1
			return func(f *Fragmentation) { n++; f.Next([]int{n}) }
		}(),
	} {
		func() {
			defer func() {
				if v := fmt.Sprint(recover()); !strings.Contains(v, want) {
					t.Errorf("panicked with %q, want %q", v, want)
				}
			}()
			Every(body)
		}()
	}
}

func ExampleEvery() {
	runs := Every(func(f *Fragmentation) {
		server, client, _ := pair()
		client.onMade = func(t core.Transport) { fmt.Fprint(t, "PING\r\n") }
		Connect(server, client, Config{Policy: f.Next}).Flush()
		if server.got.String() != "PING\r\n" {
			fmt.Println("broken with the pieces", f)
		}
	})
	fmt.Println(runs, "fragmentations")
	// Output: 32 fragmentations
}
