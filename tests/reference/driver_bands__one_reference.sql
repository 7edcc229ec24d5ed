-- Each driver has one band that the others are compared with; two would double its rows.
select
    driver,
    count(case when is_reference then 1 end) as reference_count
from {{ ref('driver_bands') }}
group by driver
having count(case when is_reference then 1 end) <> 1
