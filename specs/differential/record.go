package differential

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	// Seeds is how many programs, and how many random strings, are in testdata.
	Seeds = 150
	// Programs, Strings and Endpoints are the files: a JSON object a line.
	Programs, Strings, Endpoints = "testdata/programs.jsonl", "testdata/strings.jsonl", "testdata/endpoints.jsonl"
)

//go:embed testdata/*.jsonl
var recorded embed.FS

// A Played is a program and what happened.
type Played struct {
	Program Program  `json:"program"`
	Log     []string `json:"log"`
}

// A TakenApart is a string and its parts.
type TakenApart struct {
	Text   string `json:"text"`
	Parsed Parsed `json:"parsed"`
}

// An Understood is a string and its endpoint.
type Understood struct {
	Role     string `json:"role"`
	Text     string `json:"text"`
	Endpoint string `json:"endpoint"`
}

// Recorded is one of the files.
func Recorded[T any](file string) ([]T, error) {
	text, err := recorded.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []T
	for line := range strings.Lines(string(text)) {
		var one T
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", file, len(all)+1, err)
		}
		all = append(all, one)
	}
	return all, nil
}
