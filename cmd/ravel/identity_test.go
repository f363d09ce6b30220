//go:build unix

package main

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestUsersAreFoundByNameAndNumber(t *testing.T) {
	for _, c := range []struct{ uid, gid string }{{"root", ""}, {"0", ""}, {"root", "0"}, {"", "0"}} {
		i, err := findIdentity(c.uid, c.gid, 0, dashed)
		if err != nil || i.uid != 0 || i.gid != 0 || !slices.Contains(i.groups, 0) {
			t.Errorf("--uid %q --gid %q is %+v, %v; want the superuser", c.uid, c.gid, i, err)
		}
	}
	i, err := findIdentity("", "0", 1234, dashed)
	if err != nil || i.uid != 1234 {
		t.Errorf("%+v, %v; want the present user in another group", i, err)
	}
	i, err = findIdentity("2147483646", "2147483645", 0, dashed)
	if err != nil || i.uid != 2147483646 || i.gid != 2147483645 || len(i.groups) != 1 {
		t.Errorf("%+v, %v; want the numbers, and the group's alone", i, err)
	}
}

func TestUsersThatAreNotThere(t *testing.T) {
	for _, c := range []struct{ uid, gid, want string }{
		{"no-such-user", "", "--uid no-such-user: there is no such user"},
		{"", "no-such-group", "--gid no-such-group: there is no such group"},
		{"-1", "", "--uid -1: there is no such user"},
		{"2147483646", "", "--uid 2147483646: this system does not know that user's group: say --gid"},
	} {
		_, err := findIdentity(c.uid, c.gid, 0, dashed)
		var usage usageError
		if !errors.As(err, &usage) || err.Error() != c.want {
			t.Errorf("--uid %q --gid %q: %v, want %q", c.uid, c.gid, err, c.want)
		}
	}
}

func TestNobodyBecomesSomebodyElse(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser can")
	}
	got := ravel(t, "serve", "echo", "--uid", "root")
	if got.code != exitFailed || !strings.Contains(got.stderr, "operation not permitted") || got.stdout != "" {
		t.Errorf("%+v, want it refused before anything is served (uid %s)", got, strconv.Itoa(os.Getuid()))
	}
}

func TestWhoIsAlreadyTheUserGoesOn(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser gives up groups all the same")
	}
	if err := become(identity{uid: os.Getuid(), gid: os.Getgid()}); err != nil {
		t.Error(err)
	}
}

// dashed is what flags are called that were given on the command line.
func dashed(flag string) string { return "--" + flag }
