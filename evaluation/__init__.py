"""Quality of cleaning and annotation against gold data, with pinned floors; not part of the product.

The gold is not in the repository: its terms forbid that. Name its folder in ``DATELINE_EVAL_DATA``, or
keep it as ``shared`` beside the repository; without it every evaluation says so and passes.
"""
