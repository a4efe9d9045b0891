import datetime
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import sendprog.records.data_version
import sendprog.records.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='DemoMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.CharField(max_length=100)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('key', models.BigIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='SignInTries',
            fields=[
                ('key_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('is_address', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('role_title', models.CharField(blank=True, help_text='Shown to readers in place of a name.', max_length=120, verbose_name='role')),
                ('wants_edition_letters', models.BooleanField(default=False, verbose_name='e-mail when an edition is published')),
                ('rights_version', models.PositiveIntegerField(default=0, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'permissions': [('invite_user', 'Can add members, officers and figures administrators')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('link_made', 'Got a link to set a password'), ('password_set', 'Set a password by a link'), ('factor_set', 'Set up an authenticator app'), ('factor_removed', 'Authenticator app removed'), ('lock_lifted', 'Lock after wrong passwords lifted')], max_length=20)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DataVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=1)),
                ('token', models.CharField(default=sendprog.records.data_version.new_token, max_length=32)),
                ('tables', models.JSONField(default=sendprog.records.data_version.token_of_all_tables)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_data_version')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('kind', models.CharField(help_text='For example strands.milestone.', max_length=60, verbose_name='kind of record')),
                ('key', models.PositiveBigIntegerField(verbose_name='its number')),
                ('paragraph', models.PositiveSmallIntegerField(choices=[(1, '1: Information relating to any individual'), (2, '2: Information which is likely to reveal the identity of an individual'), (3, '3: Information relating to the financial or business affairs of any particular person (including the authority holding that information)'), (4, '4: Information relating to any consultations or negotiations, or contemplated consultations or negotiations, in connection with any labour relations matter arising between the authority or a Minister of the Crown and employees of, or office holders under, the authority'), (5, '5: Information in respect of which a claim to legal professional privilege could be maintained in legal proceedings'), (6, '6: Information which reveals that the authority proposes to give under any enactment a notice under or by virtue of which requirements are imposed on a person, or to make an order or direction under any enactment'), (7, '7: Information relating to any action taken or to be taken in connection with the prevention, investigation or prosecution of crime')], verbose_name='paragraph of Schedule 12A')),
                ('public_interest_reason', models.TextField(verbose_name='why the public interest in keeping it exempt outweighs the public interest in telling it')),
                ('decided_by', models.CharField(help_text="A role, never a person's name.", max_length=120, verbose_name='decided by')),
                ('decided_on', sendprog.records.fields.DayField(verbose_name='decided on')),
            ],
            options={
                'ordering': ['kind', 'key'],
                'permissions': [('see_exempt', 'Can see what is exempt from publication')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('kind', 'key'), name='a_record_is_exempt_once'), models.CheckConstraint(condition=models.Q(('paragraph__gte', 1), ('paragraph__lte', 7)), name='exempt_under_a_known_paragraph'), models.CheckConstraint(condition=models.Q(('public_interest_reason', ''), _negated=True), name='exempt_in_the_public_interest'), models.CheckConstraint(condition=models.Q(('decided_by', ''), _negated=True), name='exempt_by_somebodys_decision'), models.CheckConstraint(condition=models.Q(('decided_on__range', (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))), name='exemption_dates_in_programme_years')],
            },
        ),
        migrations.CreateModel(
            name='HeadingChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('kind', models.CharField(max_length=20, verbose_name='kind of file')),
                ('heading', models.CharField(max_length=201)),
                ('column', models.CharField(blank=True, help_text='A column of the template; empty: left out on purpose.', max_length=80)),
            ],
            options={
                'verbose_name': 'heading of yours',
                'verbose_name_plural': 'headings of yours',
                'ordering': ['kind', 'heading'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('kind', 'heading'), name='a_heading_has_one_meaning_a_kind'), models.CheckConstraint(condition=models.Q(('heading', ''), _negated=True), name='a_heading_has_a_text')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalExemption',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('history_change_reason', models.TextField(null=True)),
                ('kind', models.CharField(help_text='For example strands.milestone.', max_length=60, verbose_name='kind of record')),
                ('key', models.PositiveBigIntegerField(verbose_name='its number')),
                ('paragraph', models.PositiveSmallIntegerField(choices=[(1, '1: Information relating to any individual'), (2, '2: Information which is likely to reveal the identity of an individual'), (3, '3: Information relating to the financial or business affairs of any particular person (including the authority holding that information)'), (4, '4: Information relating to any consultations or negotiations, or contemplated consultations or negotiations, in connection with any labour relations matter arising between the authority or a Minister of the Crown and employees of, or office holders under, the authority'), (5, '5: Information in respect of which a claim to legal professional privilege could be maintained in legal proceedings'), (6, '6: Information which reveals that the authority proposes to give under any enactment a notice under or by virtue of which requirements are imposed on a person, or to make an order or direction under any enactment'), (7, '7: Information relating to any action taken or to be taken in connection with the prevention, investigation or prosecution of crime')], verbose_name='paragraph of Schedule 12A')),
                ('public_interest_reason', models.TextField(verbose_name='why the public interest in keeping it exempt outweighs the public interest in telling it')),
                ('decided_by', models.CharField(help_text="A role, never a person's name.", max_length=120, verbose_name='decided by')),
                ('decided_on', sendprog.records.fields.DayField(verbose_name='decided on')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical exemption',
                'verbose_name_plural': 'historical exemptions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalHeadingChoice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('history_change_reason', models.TextField(null=True)),
                ('kind', models.CharField(max_length=20, verbose_name='kind of file')),
                ('heading', models.CharField(max_length=201)),
                ('column', models.CharField(blank=True, help_text='A column of the template; empty: left out on purpose.', max_length=80)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical heading of yours',
                'verbose_name_plural': 'historical headings of yours',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMonthLock',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('history_change_reason', models.TextField(null=True)),
                ('month', sendprog.records.fields.MonthField(help_text='The first day of the month, for example 01/11/2024.')),
                ('reason', models.TextField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical closed month',
                'verbose_name_plural': 'historical closed months',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Load',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind of file')),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('refused', 'Refused'), ('waiting', 'Waiting to be confirmed'), ('confirmed', 'Loaded'), ('set_aside', 'Set aside')], max_length=10)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('set_aside_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('problems', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('totals', models.JSONField(default=list)),
                ('reading', models.TextField(blank=True)),
                ('headings', models.JSONField(default=list)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_aside_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='sendprog.load')),
            ],
            options={
                'verbose_name': 'file of figures',
                'verbose_name_plural': 'what was loaded',
                'ordering': ['-pk'],
                'permissions': [('download_load', 'Can download the files that were brought'), ('set_aside_load', 'Can set an unfinished load aside'), ('set_up_programme', 'Can set a programme up from its workbook')],
            },
        ),
        migrations.CreateModel(
            name='LoadRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row of the file')),
                ('place', models.CharField(blank=True, max_length=200)),
                ('label', models.CharField(max_length=200)),
                ('record_model', models.CharField(max_length=60)),
                ('record_pk', models.PositiveBigIntegerField()),
                ('record_version', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('unchanged', 'Unchanged'), ('binned', 'Put in the bin'), ('put_back', 'Put back to its earlier values'), ('kept', 'Kept')], max_length=10)),
                ('old', models.JSONField(default=dict)),
                ('new', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='sendprog.load')),
            ],
            options={
                'ordering': ['load', 'number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MonthLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='put in the bin')),
                ('month', sendprog.records.fields.MonthField(help_text='The first day of the month, for example 01/11/2024.')),
                ('reason', models.TextField()),
            ],
            options={
                'verbose_name': 'closed month',
                'ordering': ['-month'],
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Right(django.db.models.functions.comparison.Cast('month', models.CharField()), 2), models.Value('01')), name='month_lock_month_is_first_of_month'), models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('month',), name='a_month_is_closed_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_closed_month_says_why'), models.CheckConstraint(condition=models.Q(('month__range', (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))), name='monthlock_dates_in_programme_years')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField()),
                ('link', models.CharField(max_length=200)),
                ('day', sendprog.records.fields.DayField(blank=True, null=True)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RoleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('old', models.JSONField()),
                ('new', models.JSONField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('content', models.BinaryField(null=True)),
                ('stored_at', models.DateTimeField(auto_now_add=True)),
                ('stored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='load',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sendprog.storedfile'),
        ),
        migrations.CreateModel(
            name='StoredFileRemoval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('removed_at', models.DateTimeField(auto_now_add=True)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='removal', to='sendprog.storedfile')),
                ('removed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='email_address_of_one_person'),
        ),
        migrations.AddIndex(
            model_name='loadrow',
            index=models.Index(fields=['record_model', 'record_pk'], name='loads_of_a_record'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('day__isnull', True), ('day__range', (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='notice_dates_in_programme_years'),
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', 'confirmed'), models.Q(('reason', ''), _negated=True)), models.Q(('confirmed_at', None), ('confirmed_by', None), models.Q(('state', 'confirmed'), _negated=True)), _connector='OR'), name='a_confirmed_load_says_who_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('set_aside_at__isnull', False), ('set_aside_by__isnull', False), ('state', 'set_aside'), models.Q(('reason', ''), _negated=True)), models.Q(('set_aside_at', None), ('set_aside_by', None), models.Q(('state', 'set_aside'), _negated=True)), _connector='OR'), name='a_load_set_aside_says_who_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['refused', 'waiting', 'confirmed', 'set_aside'])), name='a_load_has_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='storedfileremoval',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='removal_has_a_reason'),
        ),
    ]
