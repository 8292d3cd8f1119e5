"""Findings, commitments, measures and summaries, for programs: read only, every number of people protected."""

from rest_framework.routers import SimpleRouter

from outcomes.api.commitments import Commitments
from outcomes.api.findings import Findings
from outcomes.api.measures import Indicators, Observations
from outcomes.api.summaries import Summaries

router = SimpleRouter(use_regex_path=False)
router.register("findings", Findings, "api_findings")
router.register("commitments", Commitments, "api_commitments")
router.register("indicators", Indicators, "api_indicators")
router.register("observations", Observations, "api_observations")
router.register("summaries", Summaries, "api_summaries")
urls = router.urls
