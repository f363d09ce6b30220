package chargen

// The printing characters of ASCII, and how many of them make a line.
//
// RFC 864: "One popular pattern is 72 [character] lines of the ASCII printing characters. There are 95
// printing characters in the ASCII character set."
const (
	first     = ' '
	printable = 95
	lineChars = 72
	lineBytes = lineChars + len("\r\n")
)

// Pattern is the whole pattern: 95 lines, each beginning one character further. It repeats behind its end.
func Pattern() []byte {
	p := make([]byte, 0, printable*lineBytes)
	for line := range printable {
		for i := range lineChars {
			p = append(p, first+byte((line+i)%printable))
		}
		p = append(p, "\r\n"...)
	}
	return p
}
