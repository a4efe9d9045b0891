"""Django's authentication backend, with one query for permissions instead of two."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Model, Q

from sendprog.records.people import User


class OneQueryBackend(ModelBackend):
    """Reads a user's own permissions and those of their groups in one query; a superuser has all."""

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        if user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            permissions = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj))
            names = permissions.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{label}.{name}" for label, name in names}
        return user_obj._perm_cache
