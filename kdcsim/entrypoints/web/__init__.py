"""The web: the viewer on loopback with the simulator behind it, where settings are changed live.

Law of the room: only ``app``, ``guard`` and ``serve`` know the server's libraries; the worker never loads them.
"""
