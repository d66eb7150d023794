"""Films, frame by frame, through the program ffmpeg.

===========  ==================================================================================
`ffmpeg`     finding the program, what a film is like, its frames in and out
`steady`     masks that do not flicker
`convert`    a film into another one, chunk by chunk, so that it can be resumed
===========  ==================================================================================
"""
