"""The company's changes of what packs declare: kept beside the pack's word, merged with its newer ones.

Begin with `resolving.py`: whose word holds; `merging.py` is the three-way merge of one body.
"""
