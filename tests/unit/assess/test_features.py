from coach.assess.features import BEARING_FEATURES, POINT_FEATURES, POLARITY_FEATURES
from coach.assess.heads import Heads
from coach.embedding.both import statement_encoder_name as encoder_name


def test_the_shipped_heads_have_one_weight_for_each_named_feature() -> None:
    heads = Heads.load(encoder_name())

    # After the named features come the answers of the first rules: work; leaning and phrases; worded point.
    weights = [len(rule.weights) for rule in (heads.bearing, heads.polarity, heads.point)]
    assert weights == [len(BEARING_FEATURES) + 1, len(POLARITY_FEATURES) + 2, len(POINT_FEATURES) + 1]
