"""Who and where: councils, areas, services, people, roles and the right to vote."""
