package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// configMax is how long a configuration file may be.
const configMax = 1 << 20

// readConfig reads o.config: the services, and the flags that were not given in fs.
func (o *serveOptions) readConfig(fs *flag.FlagSet) error {
	f, err := os.Open(o.config)
	if err != nil {
		return usagef("--config: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, configMax+1))
	if err != nil {
		return usagef("--config: %w", err)
	}
	if len(text) > configMax {
		return usagef("--config: %s is longer than %d bytes", o.config, configMax)
	}
	return o.parseConfig(o.config, text, fs)
}

func (o *serveOptions) parseConfig(name string, text []byte, fs *flag.FlagSet) error {
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	c := newConfigReader(name, text)
	if err := c.object(func(key string) error {
		switch {
		case key == "services":
			return c.list(func() error { return o.addPart(c) })
		case key == "config" || key == "listen" || fs.Lookup(key) == nil:
			return c.unknown(key, configKeys(fs))
		}
		value, err := c.scalar()
		if err != nil || given[key] {
			return err
		}
		if err := set(fs, fs.Lookup(key), value); err != nil {
			return c.errorf("%s %w", key, err)
		}
		o.places[key] = c.place(c.dec.InputOffset())
		return nil
	}); err != nil {
		return err
	}
	return c.end()
}

func configKeys(fs *flag.FlagSet) []string {
	keys := []string{"services"}
	fs.VisitAll(func(f *flag.Flag) {
		if f.Name != "config" && f.Name != "listen" {
			keys = append(keys, f.Name)
		}
	})
	return keys
}

// addPart reads one of the services.
func (o *serveOptions) addPart(c *configReader) error {
	var p part
	var known map[string]string
	var quoted *string
	if err := c.object(func(key string) (err error) {
		switch key {
		case "protocol":
			var name string
			if name, err = c.text(); err == nil {
				if p.service, err = findService(name); err != nil {
					err = c.errorf("%v", err)
				}
			}
		case "name":
			p.name, err = c.text()
			if err == nil && slices.ContainsFunc(o.parts, func(other part) bool { return other.name == p.name }) && p.name != "" {
				err = c.errorf("two services of the name %q", p.name)
			}
		case "listen":
			err = c.each(func(text string) error {
				e, err := parseEndpoint(text)
				if err != nil {
					return c.errorf("%v", err)
				}
				p.listen = append(p.listen, e)
				return nil
			})
		case "users":
			known = map[string]string{}
			err = c.object(func(user string) (err error) {
				known[user], err = c.text()
				return err
			})
		case "quote":
			var text string
			text, err = c.text()
			quoted = &text
		default:
			err = c.unknown(key, []string{"protocol", "name", "listen", "users", "quote"})
		}
		return err
	}); err != nil {
		return err
	}
	switch {
	case p.service.name == "":
		return c.errorf("a service without a protocol; there are %s", strings.Join(serviceNames(), ", "))
	case len(p.listen) == 0:
		return c.errorf("%s listens nowhere", p.title())
	case known != nil && p.service.name != "finger":
		return c.errorf("users are for finger, and this is %s", p.service.name)
	case quoted != nil && p.service.name != "qotd":
		return c.errorf("a quote is for qotd, and this is %s", p.service.name)
	}
	if known != nil {
		p.service = fingerService(known)
	}
	if quoted != nil {
		p.service = qotdService(strings.TrimRight(*quoted, "\r\n") + "\r\n")
	}
	o.parts = append(o.parts, p)
	return nil
}

// A configReader reads JSON and knows in which line it is.
type configReader struct {
	name string
	all  []byte
	dec  *json.Decoder
}

func newConfigReader(name string, text []byte) *configReader {
	c := &configReader{name, text, json.NewDecoder(bytes.NewReader(text))}
	c.dec.UseNumber()
	return c
}

// errorf is a usage error at the token that was read last.
func (c *configReader) errorf(format string, args ...any) error {
	return c.errorAt(c.dec.InputOffset(), format, args...)
}

func (c *configReader) errorAt(offset int64, format string, args ...any) error {
	return usagef("%s: "+format, append([]any{c.place(offset)}, args...)...)
}

// place is the file and the line of an offset.
func (c *configReader) place(offset int64) string {
	line := 1 + bytes.Count(c.all[:min(offset, int64(len(c.all)))], []byte("\n"))
	return fmt.Sprintf("%s:%d", c.name, line)
}

func (c *configReader) unknown(key string, there []string) error {
	return c.errorf("unknown key %q; there are %s", key, strings.Join(there, ", "))
}

func (c *configReader) token() (json.Token, error) {
	t, err := c.dec.Token()
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, c.errorAt(int64(len(c.all)), "the file ends too early")
	case errors.As(err, &syntax):
		// The decoder counts the offset of a few syntax errors from somewhere else; its position is behind
		// the last good token in any case.
		return nil, c.errorAt(max(c.dec.InputOffset(), min(syntax.Offset, c.dec.InputOffset()+int64(c.blank()))), "%v", err)
	case err != nil:
		return nil, c.errorf("%v", err)
	}
	return t, nil
}

// blank is how much white space follows.
func (c *configReader) blank() int {
	rest := c.all[c.dec.InputOffset():]
	return len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
}

func (c *configReader) open(d json.Delim, what string) error {
	t, err := c.token()
	if err == nil && t != d {
		err = c.errorf("%v where %s begins", show(t), what)
	}
	return err
}

// object calls each for every key; each reads the value.
func (c *configReader) object(each func(key string) error) error {
	if err := c.open('{', "an object"); err != nil {
		return err
	}
	seen := map[string]bool{}
	for c.dec.More() {
		t, err := c.token()
		if err != nil {
			return err
		}
		key := t.(string) // the decoder takes nothing else there
		if seen[key] {
			return c.errorf("%q for the second time", key)
		}
		seen[key] = true
		if err := each(key); err != nil {
			return err
		}
	}
	_, err := c.token()
	return err
}

// list calls each for every element; each reads it.
func (c *configReader) list(each func() error) error {
	if err := c.open('[', "a list"); err != nil {
		return err
	}
	for c.dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := c.token()
	return err
}

// each calls f for a text, or for each of a list of them.
func (c *configReader) each(f func(text string) error) error {
	t, err := c.token()
	if err != nil {
		return err
	}
	if s, ok := t.(string); ok {
		return f(s)
	}
	if t != json.Delim('[') {
		return c.errorf("%v where a text or a list of them stands", show(t))
	}
	for c.dec.More() {
		s, err := c.text()
		if err != nil {
			return err
		}
		if err := f(s); err != nil {
			return err
		}
	}
	_, err = c.token()
	return err
}

func (c *configReader) text() (string, error) {
	t, err := c.token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", c.errorf("%v where a text stands", show(t))
	}
	return s, nil
}

// scalar is a text, a number, true or false, as a flag has it.
func (c *configReader) scalar() (string, error) {
	t, err := c.token()
	if err != nil {
		return "", err
	}
	switch v := t.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		if v {
			return "true", nil
		}
		return "false", nil
	}
	return "", c.errorf("%v where a text, a number, true or false stands", show(t))
}

// end wants nothing more.
func (c *configReader) end() error {
	t, err := c.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return c.errorf("%v", err)
	}
	return c.errorf("%v behind the end", show(t))
}

// show is a token as it stands in the file.
func show(t json.Token) string {
	if d, ok := t.(json.Delim); ok {
		return d.String()
	}
	text, err := json.Marshal(t)
	if err != nil {
		return "?"
	}
	return string(text)
}
