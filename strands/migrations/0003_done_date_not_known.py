from django.db import migrations, models


def say_that_no_date_is_known(apps, schema_editor):
    """Milestones completed without a date before this rule: nobody wrote the date down."""
    for name in ('Milestone', 'HistoricalMilestone'):
        undated = apps.get_model('strands', name).objects.filter(stage='complete', actual=None)
        undated.update(actual_not_known=True)


class Migration(migrations.Migration):

    dependencies = [
        ('strands', '0002_update_rounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalmilestone',
            name='actual_not_known',
            field=models.BooleanField(default=False, verbose_name='the date it was done is not known'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='actual_not_known',
            field=models.BooleanField(default=False, verbose_name='the date it was done is not known'),
        ),
        migrations.RunPython(say_that_no_date_is_known, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'complete'), _negated=True), ('actual__isnull', False), ('actual_not_known', True), _connector='OR'), name='a_complete_milestone_has_a_done_date_or_says_so'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('actual_not_known', False), models.Q(('actual', None), ('stage', 'complete')), _connector='OR'), name='only_a_complete_milestone_has_no_known_date'),
        ),
    ]
