"""Active Directory as Microsoft's documents and published lab notes write it."""
