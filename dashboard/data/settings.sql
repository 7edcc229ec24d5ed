-- One row per number that the build went by.
select
    setting,
    value
from publication.settings
order by setting
