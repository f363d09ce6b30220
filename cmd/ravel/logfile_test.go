package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// files are the files of a log and what they hold.
func files(t *testing.T, path string) (list []string) {
	t.Helper()
	names, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, filepath.Base(name)+"="+string(text))
	}
	return list
}

func openLog(t *testing.T, max int64, keep int) *logfile {
	t.Helper()
	l, err := openLogfile(filepath.Join(t.TempDir(), "log"), max, keep)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func writeAll(t *testing.T, l *logfile, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if _, err := fmt.Fprint(l, line); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALogThatIsLongEnoughIsRotated(t *testing.T) {
	l := openLog(t, 10, 2)
	writeAll(t, l, "one\n", "two\n")
	if got, want := files(t, l.path), []string{"log=one\ntwo\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q: 8 of 10 bytes", got, want)
	}
	writeAll(t, l, "three\n", "a line longer than a file\n", "5\n")
	want := []string{"log=5\n", "log.1=a line longer than a file\n", "log.2=three\n"}
	if got := files(t, l.path); !slices.Equal(got, want) {
		t.Errorf("%q, want %q: whole lines, two old files, the oldest gone", got, want)
	}
}

func TestALogWithoutOldFilesBeginsAnew(t *testing.T) {
	l := openLog(t, 5, 0)
	writeAll(t, l, "one\n", "two\n")
	if got, want := files(t, l.path), []string{"log=two\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestALogIsContinued(t *testing.T) {
	l := openLog(t, 10, 1)
	writeAll(t, l, "12345678\n")
	l.Close()
	again, err := openLogfile(l.path, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	writeAll(t, again, "x\n")
	if got, want := files(t, l.path), []string{"log=x\n", "log.1=12345678\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q: what was there counts", got, want)
	}
}

func TestALogThatWasRenamedIsOpenedAgain(t *testing.T) {
	l := openLog(t, 0, 0)
	writeAll(t, l, "one\n")
	if err := os.Rename(l.path, l.path+".old"); err != nil {
		t.Fatal(err)
	}
	writeAll(t, l, "two\n")
	if err := l.Reopen(); err != nil {
		t.Fatal(err)
	}
	writeAll(t, l, "three\n")
	if got, want := files(t, l.path), []string{"log=three\n", "log.old=one\ntwo\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestALogThatCannotBeRotatedSaysSoAndGrowsOn(t *testing.T) {
	l := openLog(t, 4, 1)
	l.trouble = func(err error) []byte {
		if err == nil {
			t.Error("there is no reason")
		}
		return []byte("no\n")
	}
	if err := os.MkdirAll(filepath.Join(l.path+".1", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeAll(t, l, "one\n", "two\n", "three\n")
	// It is tried again after as much as the limit, not with each line, and then no line is lost either.
	if text, _ := os.ReadFile(l.path); string(text) != "one\nno\ntwo\nno\nthree\n" {
		t.Errorf("the log holds %q: want every line, and a word for each try", text)
	}
}

func TestALogIsRotatedWhenAsked(t *testing.T) {
	l := openLog(t, 0, 1)
	writeAll(t, l, "one\n")
	if err := l.Rotate(); err != nil {
		t.Fatal(err)
	}
	writeAll(t, l, "two\n")
	if got, want := files(t, l.path), []string{"log=two\n", "log.1=one\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhoFollowsALogHasTheFileThatIsWritten(t *testing.T) {
	l := openLog(t, 4, 1)
	var has *os.File
	if err := l.Follow(func(f *os.File) error { has = f; return nil }); err != nil {
		t.Fatal(err)
	}
	writeAll(t, l, "one\n", "two\n")
	if _, err := has.WriteString("crash\n"); err != nil {
		t.Fatal(err)
	}
	if got, want := files(t, l.path), []string{"log=two\ncrash\n", "log.1=one\n"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q: the present file", got, want)
	}
}
