package main

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"ravel/core"
	"ravel/protocols/line"
)

// A teller serves one customer. Questions are answered in the order of asking, one at a time.
type teller struct {
	line.Receiver
	bank  bank
	queue *core.Semaphore
}

func newTeller(b bank) *teller {
	t := &teller{bank: b, queue: core.NewSemaphore(1)}
	t.Handler, t.AcceptLF = t, true
	return t
}

// LineReceived implements line.Handler.
func (t *teller) LineReceived(question []byte) {
	words := strings.Fields(string(question))
	core.With(t.queue, func() *core.Deferred[string] { return t.ask(words).AddBoth(t.answer) })
}

// answer tells the customer, if he has not left.
func (t *teller) answer(answer string, err error) (string, error) {
	if err != nil {
		answer = "sorry: " + err.Error()
	}
	t.SendLine([]byte(answer))
	return answer, nil
}

// ask is the answer to one question.
func (t *teller) ask(words []string) *core.Deferred[string] {
	verb, args := "", []string(nil)
	if len(words) > 0 {
		verb, args = words[0], words[1:]
	}
	switch {
	case verb == "open" && len(args) == 2:
		return with(args[1], func(sum int) *core.Deferred[string] {
			return core.Then(t.bank.open(args[0], sum), func(sql.Result) (string, error) { return "opened", nil })
		})
	case verb == "move" && len(args) == 3:
		return with(args[2], func(sum int) *core.Deferred[string] {
			return core.Then(t.bank.move(args[0], args[1], sum), left)
		})
	case verb == "sum" && len(args) == 1:
		return core.Then(t.bank.sum(args[0]), left)
	}
	return core.Failed[string](fmt.Errorf("open NAME SUM, move FROM TO SUM or sum NAME, not %q", strings.Join(words, " ")))
}

// with reads a sum.
func with(text string, f func(sum int) *core.Deferred[string]) *core.Deferred[string] {
	sum, err := strconv.Atoi(text)
	if err != nil || sum <= 0 {
		return core.Failed[string](fmt.Errorf("%q is no sum", text))
	}
	return f(sum)
}

func left(sum int64) (string, error) { return strconv.FormatInt(sum, 10), nil }
