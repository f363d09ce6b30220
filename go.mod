module ravel

go 1.26
