-- One row per word that tables and terminal say too, as the build had it.
select
    topic,
    code,
    text_en,
    text_zh
from publication.texts
order by topic, code
