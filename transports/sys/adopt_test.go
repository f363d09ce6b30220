//go:build darwin || freebsd || linux

package sys

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

func TestWhatCanBeAdopted(t *testing.T) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(pair[0])
	defer unix.Close(pair[1])
	found, dup, err := AdoptStream(pair[0])
	if err != nil || !found.UNIX() || dup == pair[0] {
		t.Fatalf("a connected stream: %v, descriptor %d, %v", found, dup, err)
	}
	here, _ := Identify(pair[0])
	if there, err := Identify(dup); err != nil || there != here {
		t.Errorf("the duplicate leads to the same file: %v, %v", there, err)
	}
	if err := Close(dup); err != nil {
		t.Error(err)
	}
	for why, adopt := range map[string]func(int) (Found, int, error){"it does not listen": AdoptListener, "it is a stream": AdoptDatagram} {
		if _, _, err := adopt(pair[0]); !errors.Is(err, unix.EPROTOTYPE) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, _, err := AdoptStream(dup); !errors.Is(err, unix.EBADF) {
		t.Errorf("it is closed: %v", err)
	}
}
