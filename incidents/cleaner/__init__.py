"""A small program that takes the traces of their author out of pictures and PDFs.

It knows nothing of the product: it is started in a process of its own, without keys, settings or
network, reads one file from standard input and writes the cleaned one to standard output. See
`incidents.cleaning`, which starts it.
"""
