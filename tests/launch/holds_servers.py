"""A user of the embedded servers: starts them, says where they are, holds on until its stdin ends."""

import sys

from launch.place import prepare_folders
from launch.stack import Stack

prepare_folders()
stack = Stack("demo")
stack.start()
print(stack.base, flush=True)
print(stack.sockets, flush=True)
sys.stdin.read()
stack.leave()
