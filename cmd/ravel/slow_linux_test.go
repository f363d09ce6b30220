package main

import (
	"regexp"
	"testing"
)

func TestACallThatIsSlowerThanTheLimitIsNamedInTheLog(t *testing.T) {
	c, at := serve(t, "finger", "--slow", "1ns") // as every call is
	k := dial(t, at[0])
	k.says("moshez\r\n")
	k.hears("Happy and well\r\n")
	k.hearsTheEnd()
	c.logs("protocol=")
	c.interrupt()
	_, _, log := c.end()
	for _, want := range []string{
		`msg="slow call" in=Ready took=\S+ limit=1ns listener=127\.0\.0\.1:\d+ factory="BuildProtocol of core\.FactoryFunc"`,
		`msg="slow call" in=Ready took=\S+ limit=1ns protocol=\S*finger\.\S+ serial=1 peer=127\.0\.0\.1:\d+`,
	} {
		if !regexp.MustCompile(want).MatchString(log) {
			t.Errorf("want a line like %s in the log:\n%s", want, log)
		}
	}
}
