package main

import (
	"fmt"
	"runtime"
	build "runtime/debug"
	"strings"
)

// revisionLength is how much of a revision is shown: enough to find it.
const revisionLength = 12

// version is what "ravel --version" prints: what was built, out of which revision, and for what. info is nil
// where the program does not know.
func version(info *build.BuildInfo) string {
	what, made := "(unknown)", runtime.Version()
	var from []string
	if info != nil {
		what, made = info.Main.Version, info.GoVersion
		from = revision(info.Settings)
	}
	if what == "" { // built from files instead of a module
		what = "(devel)"
	}
	if len(from) > 0 {
		what += " (" + strings.Join(from, ", ") + ")"
	}
	return fmt.Sprintf("ravel %s %s %s/%s", what, made, runtime.GOOS, runtime.GOARCH)
}

// revision is the revision, its time, and whether files had changed since; nothing if it was not built from a
// repository.
func revision(settings []build.BuildSetting) (from []string) {
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			from = append(from, s.Value[:min(len(s.Value), revisionLength)])
		case "vcs.time":
			from = append(from, s.Value)
		case "vcs.modified":
			if s.Value == "true" {
				from = append(from, "modified")
			}
		}
	}
	return from
}

// ownVersion is version of this program.
func ownVersion() string {
	info, _ := build.ReadBuildInfo()
	return version(info)
}
