// Curation
