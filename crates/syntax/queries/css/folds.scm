; What can be folded.

[(block) (keyframe_block_list) (comment)] @fold
