package main

import (
	"bytes"
	"runtime"
	build "runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	here := runtime.GOOS + "/" + runtime.GOARCH
	built := func(version string, settings ...build.BuildSetting) *build.BuildInfo {
		return &build.BuildInfo{GoVersion: "go1.26.1", Main: build.Module{Version: version}, Settings: settings}
	}
	revision := build.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	at := build.BuildSetting{Key: "vcs.time", Value: "2026-11-21T01:06:26Z"}
	for _, c := range []struct {
		why  string
		info *build.BuildInfo
		want string
	}{
		{"a release has its version", built("v1.2.3"), "ravel v1.2.3 go1.26.1 " + here},
		{"a clone has its revision too", built("(devel)", revision, at, build.BuildSetting{Key: "vcs.modified", Value: "false"}),
			"ravel (devel) (0123456789ab, 2026-11-21T01:06:26Z) go1.26.1 " + here},
		{"and says if files have changed since", built("(devel)", revision, at, build.BuildSetting{Key: "vcs.modified", Value: "true"}),
			"ravel (devel) (0123456789ab, 2026-11-21T01:06:26Z, modified) go1.26.1 " + here},
		{"a revision may be short", built("(devel)", build.BuildSetting{Key: "vcs.revision", Value: "17"}), "ravel (devel) (17) go1.26.1 " + here},
		{"go run knows no version", built(""), "ravel (devel) go1.26.1 " + here},
		{"a build without a module knows nothing", nil, "ravel (unknown) " + runtime.Version() + " " + here},
	} {
		if got := version(c.info); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}

func TestTheVersionIsPrinted(t *testing.T) {
	for _, args := range [][]string{{"--version"}, {"-version"}, {"version"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitOK || errs.Len() > 0 {
			t.Errorf("%q: exit code %d, %q", args, code, errs.String())
		}
		if got := out.String(); !strings.HasPrefix(got, "ravel ") || !strings.HasSuffix(got, runtime.GOARCH+"\n") || strings.Count(got, "\n") != 1 {
			t.Errorf("%q: got %q, want one line from ravel to the architecture", args, got)
		}
	}
}
