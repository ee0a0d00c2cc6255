"""The name of a role, also of one that is gone."""

from coach.service import Coach


def role_name(coach: Coach, role_id: str) -> str:
    """Return the role's name; what was kept can be older than the knowledge and its role gone."""
    return next((role.name for role in coach.knowledge.roles if role.id == role_id), role_id)
