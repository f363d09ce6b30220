package names_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/transports/names"
)

func TestParseHosts(t *testing.T) {
	table := names.ParseHosts([]byte("# a comment\r\n" +
		"127.0.0.1\tlocalhost\r\n" +
		"10.0.0.1  Web.Example.org web # the first\n" +
		"10.0.0.2 web\n10.0.0.1 web\n" +
		"fe80::1%eth0 linked\n" +
		"\n   \n10.0.0.3\nno.address name\n10.0.0.4 bad_name! good\n10.0.0.5#web\n" +
		"::1 last."))
	want := core.StaticResolver{
		"localhost": addrs("127.0.0.1"), "web.example.org": addrs("10.0.0.1"),
		"web": addrs("10.0.0.1", "10.0.0.2"), "linked": addrs("fe80::1%eth0"), "good": addrs("10.0.0.4"),
		"last": addrs("::1"),
	}
	if fmt.Sprint(table) != fmt.Sprint(want) {
		t.Errorf("\n got %v\nwant %v", table, want)
	}
}

func TestHostsMaxEndsAWholeLine(t *testing.T) {
	line := "10.0.0.1 a\n"
	text := strings.Repeat(line, names.HostsMax/len(line)) + "10.0.0.1 beyond\n"
	table := names.ParseHosts([]byte(text))
	if len(table) != 1 || len(table["a"]) != 1 {
		t.Errorf("a line that the limit cuts is left out, got %v", table)
	}
}

func FuzzParseHosts(f *testing.F) {
	f.Add([]byte("127.0.0.1 localhost # here\n::1 ip6-localhost localhost\n"))
	f.Add([]byte("10.0.0.1\x00a\tb\n#\n\r\n1.2.3.4 A a."))
	f.Fuzz(func(t *testing.T, text []byte) {
		given := slices.Clone(text)
		table := names.ParseHosts(text)
		if !slices.Equal(given, text) {
			t.Fatal("the text was changed")
		}
		var again strings.Builder
		for _, name := range slices.Sorted(mapKeys(table)) {
			if bare, err := core.CheckName(name); err != nil || bare != name || len(table[name]) == 0 {
				t.Fatalf("%q has %v, and is %q, %v", name, table[name], bare, err)
			}
			for _, ip := range table[name] {
				fmt.Fprintln(&again, ip, name)
			}
		}
		if second := names.ParseHosts([]byte(again.String())); fmt.Sprint(second) != fmt.Sprint(table) {
			t.Fatalf("written and read again\n got %v\nwant %v", second, table)
		}
	})
}

func mapKeys(table core.StaticResolver) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range table {
			if !yield(name) {
				return
			}
		}
	}
}
