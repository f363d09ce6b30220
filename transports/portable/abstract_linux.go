package portable

// abstractNames: "@name" needs no file.
const abstractNames = true
